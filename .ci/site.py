"""What the documentation site needs beside its pages: a hook of MkDocs, named in mkdocs.yml.

CONTRIBUTING.md and CHANGELOG.md stand at the top of the checkout and are pages of the site as well.
A page called ``….fr.md`` is in French, and says so to screen readers and to hyphenation.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
SEARCH = '<div class="md-search" data-md-component="search" role="dialog"'
FROM_THE_TOP = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that stand at the top; their links into docs/ become links beside them."""
    for source, page in FROM_THE_TOP.items():
        text = (ROOT / source).read_text(encoding="utf-8").replace("](docs/", "](")
        files.append(File.generated(config, page, content=text))
    return files


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Say that a French page is French, and what the theme's box for searching is."""
    del config
    said = output.replace(SEARCH, f'{SEARCH} aria-label="Search"', 1)
    french = page.file.src_uri.endswith(".fr.md")
    return said.replace('<html lang="en"', '<html lang="fr"', 1) if french else said
