"""The HTTP service."""

from service.http.app import Services, create_app

__all__ = ["Services", "create_app"]
