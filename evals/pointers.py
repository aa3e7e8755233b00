"""JSON Pointers (RFC 6901) into records."""

from pydantic import JsonValue


def value_at(value: JsonValue, pointer: str) -> JsonValue:
    """What `pointer` leads to within `value`; None where that is nothing, or null."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
