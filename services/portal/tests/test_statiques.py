"""What is built of the design system, and what is not unless the site is the State's."""

from pathlib import Path

import pytest

from deploy.local.catalogue import ROOT
from portal.statiques import ASSET, Statiques, fabriquer

MODULES = ROOT / "node_modules"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    fabriquer(MODULES, tmp_path / "statique")
    return tmp_path / "statique"


def test_nothing_of_the_states_mark_is_built_unasked(built: Path) -> None:
    style = (built / "dsfr.css").read_text("utf-8")

    assert not (built / "marque.css").exists()
    assert not (built / "fonts").exists()
    assert "@font-face" not in style
    assert "viewBox='0 0 44 18'" not in style  # the Marianne of the block


def test_the_mark_is_built_when_it_is_asked_for(tmp_path: Path) -> None:
    fabriquer(MODULES, tmp_path / "statique", marque_etat=True)

    style = (tmp_path / "statique" / "marque.css").read_text("utf-8")
    assert "font-family:Marianne" in style
    assert "viewBox='0 0 44 18'" in style
    assert list((tmp_path / "statique" / "fonts").glob("Marianne-*.woff2"))


def test_every_address_in_a_style_sheet_is_a_file_of_ours(built: Path) -> None:
    for sheet in built.glob("*.css"):
        style = sheet.read_text("utf-8")
        assert "url(http" not in style
        assert not ASSET.search(style)
        for part in style.split("url(icons/")[1:]:
            assert (built / "icons" / part.split(")", 1)[0]).is_file()


def test_addresses_change_with_the_content(built: Path) -> None:
    before = Statiques(built).adresse("page.css")

    (built / "page.css").write_text("body{}", encoding="utf-8")

    assert Statiques(built).adresse("page.css") != before


def test_a_file_that_is_missing_is_a_fault_of_the_page(built: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Statiques(built).adresse("absent.css")
