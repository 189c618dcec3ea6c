"""The published pages in a real browser: narrow and wide, light and dark, on paper, and whatever they tell."""

import pytest
from support.browser import DESK, PHONE, chromium, visit
from support.sites import served


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


# -- what looks at the pages does see what is wrong with one -------------------------------------------------

STRICT = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
FINE = "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>t</title>"
WRONG = {
    "a script": (STRICT, "<script>1</script>", "Content Security Policy"),
    "an inline style": (STRICT, "<p style='color:red'>x</p>", "Content Security Policy"),
    "an error": ("", "<script>throw 1</script>", "error: 1"),
    "a dialog": ("", "<script>alert('hi')</script>", "dialog: hi"),
    "a window": ("", "<script>open('about:blank')</script>", "window: about:blank"),
    "a missing file": ("", "<img src=missing.png alt=''>", "404: "),
}


@pytest.mark.parametrize(("head", "body", "said"), WRONG.values(), ids=WRONG)
def test_a_visit_tells_what_went_wrong(browser, tmp_path, head, body, said):
    (tmp_path / "index.html").write_text(f"{FINE}{head}<body>{body}")
    with served(tmp_path) as (home, _), visit(browser, home) as seen:
        seen.to()
        assert any(said in complaint for complaint in seen.complaints), seen.complaints


def test_a_visit_tells_what_leaves_the_host_what_is_too_wide_and_what_axe_finds(browser, tmp_path):
    (tmp_path / "index.html").write_text(
        f"{FINE}<body><img src=http://127.0.0.1:9/x.png><p>{'x' * 1000}</p><p style='color:#ccc'>grey</p>"
    )
    with served(tmp_path) as (home, _), visit(browser, home, PHONE) as seen:
        seen.to()
        assert seen.elsewhere == ["http://127.0.0.1:9/x.png"]
        assert seen.overflow > 1000
        assert {fault.split(":")[0] for fault in seen.faults} >= {"image-alt", "color-contrast"}


def test_of_a_page_that_is_fine_a_visit_tells_nothing(browser, tmp_path):
    (tmp_path / "index.html").write_text(f"{FINE}{STRICT}<main><h1>Fine</h1></main>")
    with served(tmp_path) as (home, _), visit(browser, home, DESK, "dark") as seen:
        seen.to()
        assert (seen.complaints, seen.elsewhere, seen.overflow, seen.faults) == ([], [], 0, [])
