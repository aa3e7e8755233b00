"""Which files of a folder are taken for articles."""

import os
from pathlib import Path

import pytest

from service.batch import Entry, FolderSource, Skipped
from service.errors import UsageError


def skipped(folder: Path) -> dict[str, str]:
    return {item.id: item.reason for item in FolderSource(folder).entries() if isinstance(item, Skipped)}


def ids(folder: Path, leave_out: Path | None = None) -> list[str]:
    return [item.id for item in FolderSource(folder, leave_out=leave_out).entries() if isinstance(item, Entry)]


def test_ids_are_relative_paths_in_order(tmp_path: Path) -> None:
    """Folders below are walked; ids have slashes and are sorted, whatever the file system's order."""
    for name in ("b.txt", "a/z.md", "a/b/c.txt", "plain"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("春耕开始了。")
    assert ids(tmp_path) == ["a/b/c.txt", "a/z.md", "b.txt", "plain"]


@pytest.mark.parametrize(
    ("name", "reason"), [(".hidden.txt", "hidden"), ("picture.PNG", "binary"), ("ledger.sqlite-wal", "binary")]
)
def test_what_is_no_article_by_its_name_is_reported(tmp_path: Path, name: str, reason: str) -> None:
    """Hidden files and known binary suffixes are skipped, and said to be."""
    (tmp_path / name).write_text("x")
    assert reason in skipped(tmp_path)[name]
    assert ids(tmp_path) == []


def test_a_hidden_folder_is_one_skipped_entry(tmp_path: Path) -> None:
    """Nothing below a hidden folder is looked at."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    assert skipped(tmp_path) == {".git": "hidden"}


def test_a_link_out_of_the_folder_is_skipped(tmp_path: Path) -> None:
    """A link cannot make the service read what lies outside."""
    (tmp_path / "secret.txt").write_text("x")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "folder").symlink_to(tmp_path)
    assert ids(inside) == []
    assert set(skipped(inside)) == {"link.txt", "folder"}


def test_a_link_within_the_folder_is_an_article(tmp_path: Path) -> None:
    """A second name of an article is an article with that id."""
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert ids(tmp_path) == ["a.txt", "b.txt"]


def test_a_loop_of_links_does_not_hang(tmp_path: Path) -> None:
    """A folder that links to itself is skipped."""
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    assert set(skipped(tmp_path)) == {"loop", "self"}


def test_a_pipe_is_skipped_and_not_opened(tmp_path: Path) -> None:
    """A FIFO would block whoever opens it."""
    os.mkfifo(tmp_path / "pipe.txt")
    assert skipped(tmp_path) == {"pipe.txt": "no regular file"}


def test_a_name_that_is_no_unicode_is_skipped(tmp_path: Path) -> None:
    """Such an id could not be written as JSON; it is shown with a question mark."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("x")
    assert skipped(tmp_path) == {"?.txt": "name is not UTF-8"}


def test_the_output_inside_the_folder_is_no_input(tmp_path: Path) -> None:
    """Results of an earlier run are not extracted again."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "results.jsonl").write_text("{}")
    assert ids(tmp_path, tmp_path / "out") == []


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_what_is_no_folder_is_a_usage_error(tmp_path: Path, name: str) -> None:
    """A missing folder and a file are refused with what to do."""
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(UsageError, match=name) as caught:
        FolderSource(tmp_path / name)
    assert "zhailu extract" in caught.value.hint


def test_pages_and_documents_are_articles_and_old_documents_are_not(tmp_path: Path) -> None:
    """By suffix: what can be read, if not with what is installed here, is listed."""
    for name in ("a.html", "b.htm", "c.md", "d.docx", "e.PDF", "f.xlsx", "g.pptx"):
        (tmp_path / name).write_text("x")
    assert ids(tmp_path) == ["a.html", "b.htm", "c.md", "d.docx", "e.PDF"]


@pytest.mark.parametrize("folder", ["港口 开工_files", "港口 开工.files", "港口 开工_文件"])
def test_what_belongs_to_a_saved_page_is_one_skipped_entry(tmp_path: Path, folder: str) -> None:
    """The folder that a browser writes beside the page; without its page it is a folder like any other."""
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "share.js").write_text("x")
    assert ids(tmp_path) == [f"{folder}/share.js"]
    (tmp_path / "港口 开工.html").write_text("x")
    assert ids(tmp_path) == ["港口 开工.html"]
    assert skipped(tmp_path) == {folder: "belongs to the saved page beside it"}
