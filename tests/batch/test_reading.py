"""Files become articles, or say why not."""

import os
from pathlib import Path

import pytest

from service.batch import read_article
from service.errors import EmptyArticle, NotText, UnreadableArticle
from service.text.formats import MAX_TEXT_BYTES


def test_the_text_is_decoded(tmp_path: Path) -> None:
    """A GB18030 file gives its characters."""
    text = "全市春耕备耕工作已经全面展开，预计播种面积达到三十万亩。\n" * 3
    (tmp_path / "a.txt").write_bytes(text.encode("gb18030"))
    assert read_article(tmp_path / "a.txt", "a.txt").text == text


@pytest.mark.parametrize("data", [b"", b" \n\t ", "\u3000\n".encode()])
def test_an_empty_file_is_an_empty_article(tmp_path: Path, data: bytes) -> None:
    """Nothing, or blanks alone."""
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(EmptyArticle):
        read_article(tmp_path / "a.txt", "a.txt")


def test_binary_data_is_not_text(tmp_path: Path) -> None:
    """A picture under a wrong name is refused."""
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    with pytest.raises(NotText):
        read_article(tmp_path / "a.txt", "a.txt")


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    """Fifty megabytes are no article."""
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(UnreadableArticle, match=f"{MAX_TEXT_BYTES:,}"):
        read_article(tmp_path / "a.txt", "a.txt")


def test_a_pipe_in_the_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    """Whatever was swapped in since the folder was listed."""
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(EmptyArticle):
        read_article(tmp_path / "a.txt", "a.txt")


@pytest.mark.parametrize("name", ["gone.txt", "."])
def test_what_cannot_be_read_says_so(tmp_path: Path, name: str) -> None:
    """A file that has gone, and a folder."""
    with pytest.raises(UnreadableArticle, match="cannot read"):
        read_article(tmp_path / name, name)
