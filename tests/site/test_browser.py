"""The published pages in a real browser: narrow and wide, light and dark, on paper, and whatever they tell."""

import re
from contextlib import contextmanager

import pytest
from support import stories
from support.browser import DESK, PHONE, chromium, visit
from support.program import Program
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


# -- the pages -----------------------------------------------------------------------------------------------

needs_data = pytest.mark.skipif(not stories.DATA.exists(), reason="real histories are not beside this checkout")


@contextmanager
def published(folder, story, *settings):
    """A story as a site on loopback: its address."""
    incident = Program(folder)
    story(incident)
    with served(folder / "site") as (home, _):
        incident("publish", str(folder / "site"), "--url", home, *settings).done
        yield home


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    with published(tmp_path_factory.mktemp("ordinary"), stories.ordinary, "--title", "Example") as home:
        yield home


@pytest.fixture(scope="module")
def harmful(tmp_path_factory):
    with published(tmp_path_factory.mktemp("harmful"), stories.harmful, "--title", stories.HARM[3]) as home:
        yield home


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    with published(tmp_path_factory.mktemp("real"), stories.real) as home:
        yield home


PAGES = {
    "board": "",
    "incident": "incidents/2.html",
    "open": "incidents/3.html",
    "maintenance": "incidents/4.html",
    "months": "history/",
    "month": "history/2014-02.html",
}
LOOKS = {
    f"{name} {scheme}": (size, scheme)
    for name, size in (("phone", PHONE), ("desk", DESK))
    for scheme in ("light", "dark")
}


@pytest.mark.parametrize(("size", "scheme"), LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_fine_on_every_screen(browser, ordinary, path, size, scheme, request):
    with visit(browser, ordinary, size, scheme) as seen:
        seen.to(path)
        seen.shot(request.node.callspec.id)
        assert (seen.complaints, seen.elsewhere, seen.overflow) == ([], [], 0)
        assert seen.faults == []


@needs_data
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["", "incidents/168.html", "history/", "history/2014-02.html"])
def test_a_page_of_real_histories_is_fine(browser, real, path, size, request):
    with visit(browser, real, size) as seen:
        seen.to(path)
        seen.shot(f"real {request.node.callspec.id}".replace("/", "-"))
        assert (seen.complaints, seen.elsewhere, seen.overflow, seen.faults) == ([], [], 0, [])


def test_the_colours_are_those_that_the_reader_likes(browser, ordinary):
    grounds = {}
    for scheme in ("light", "dark"):
        with visit(browser, ordinary, scheme=scheme) as seen:
            grounds[scheme] = brightness(seen.to().page, "body", "backgroundColor")
    assert grounds["light"] > 0.9
    assert grounds["dark"] < 0.2


def brightness(page, selector, what):
    """How bright a colour of an element is, from 0 to 1; nothing at all is as bright as paper."""
    said = page.evaluate(f"getComputedStyle(document.querySelector({selector!r})).{what}")
    numbers = [float(number) for number in re.findall(r"[\d.]+", said)]
    return 1 if len(numbers) == 4 and not numbers[3] else sum(numbers[:3]) / 765


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "incidents/2.html"], ids=["board", "incident"])
def test_a_page_goes_on_paper_dark_on_white(browser, ordinary, path, scheme, request):
    with visit(browser, ordinary, scheme=scheme) as seen:
        page = seen.to(path).page
        made = page.pdf(format="A4")
        assert made.startswith(b"%PDF-")
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", made)) <= 4
        page.emulate_media(media="print")
        seen.shot(f"paper {request.node.callspec.id}")
        assert brightness(page, "body", "backgroundColor") == 1
        assert brightness(page, "h1", "color") < 0.3
        assert seen.complaints == []


@pytest.mark.parametrize("path", ["", "incidents/2.html"], ids=["board", "incident"])
def test_the_keyboard_reaches_every_link_in_order_and_shows_where_it_is(browser, ordinary, path):
    with visit(browser, ordinary, PHONE) as seen:
        page = seen.to(path).page
        there = page.evaluate(f"{REACHABLE}.length")
        reached = []
        for _ in range(there):
            page.keyboard.press("Tab")
            reached.append(page.evaluate(FOCUSED))
        assert [one["place"] for one in reached] == list(range(there))
        assert all(one["shown"] for one in reached), [one for one in reached if not one["shown"]]


REACHABLE = "[...document.querySelectorAll('a[href], summary, [tabindex=\"0\"]')]"
FOCUSED = """(() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const all = REACHABLE;
    const box = one.getBoundingClientRect();
    const seen = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight;
    const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    return {place: all.indexOf(one), shown: seen && marked, text: one.textContent.trim().slice(0, 40)};
})()""".replace("REACHABLE", REACHABLE)


def test_a_reader_of_the_board_finds_its_way_by_headings_landmarks_and_times(browser, ordinary):
    with visit(browser, ordinary) as seen:
        page = seen.to().page
        assert page.locator("h1").count() == 1
        assert page.get_by_role("main").count() == page.get_by_role("banner").count() == 1
        assert page.get_by_role("contentinfo").count() == 1
        assert page.evaluate("document.documentElement.lang") == "en"
        times = page.evaluate("[...document.querySelectorAll('time')].map(one => one.dateTime)")
        assert times
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z))?", one) for one in times), times
        for word in ("Example", "Nothing can be saved", "Mail is late", "A second disk", "Front", "Back", "degraded"):
            assert page.get_by_text(re.compile(word, re.IGNORECASE)).count(), word


def test_links_lead_from_the_board_to_an_incident_and_back_and_to_what_one_subscribes_to(browser, ordinary):
    with visit(browser, ordinary) as seen:
        page = seen.to().page
        page.get_by_role("link", name="Mail is late").first.click()
        assert page.url == f"{ordinary}/incidents/3.html"
        page.get_by_role("link", name="Example").first.click()
        assert page.url.removesuffix("index.html") == f"{ordinary}/"
        found = page.evaluate("[...document.querySelectorAll('[href]')].map(one => one.href)")
        ours = sorted({link.split("#")[0] for link in found if link.startswith(ordinary)})
        assert {f"{ordinary}/feed.atom", f"{ordinary}/maintenance.ics"} <= set(ours)
        for link in ours:
            assert page.request.get(link).ok, link
        assert seen.complaints == []


# -- whatever they tell --------------------------------------------------------------------------------------

ALLOWED = re.compile(
    "html|head|meta|title|link|body|header|footer|main|nav|section|article|aside|div|span|p|h[1-6]|ul|ol|li|dl|dt|dd"
    "|a|time|strong|em|b|i|small|s|del|code|pre|blockquote|hr|br|table|caption|thead|tbody|tr|th|td|abbr|details"
    "|summary|figure|figcaption|svg|g|rect|path|circle"
)
LOOSE = """(() => {
    const all = [...document.querySelectorAll('*')];
    return {
        tags: [...new Set(all.map(one => one.localName))],
        handlers: all.flatMap(one => [...one.attributes].map(each => each.name))
            .filter(name => /^on|^style$/.test(name)),
        addresses: [...new Set(all.flatMap(one => ['href', 'src', 'action', 'xlink:href', 'http-equiv']
            .map(name => one.getAttribute(name)).filter(Boolean)))],
        harm: String(window.harm),
    };
})()"""


@pytest.mark.parametrize("without_policy", [False, True], ids=["as served", "without its policy"])
@pytest.mark.parametrize(
    "path", ["", *(f"incidents/{number}.html" for number in (1, 4, 7, 8, 9)), "history/2014-02.html"]
)
def test_what_people_typed_does_nothing(browser, harmful, path, without_policy, request):
    with visit(browser, harmful, PHONE, bypass_csp=without_policy) as seen:
        page = seen.to(path, "networkidle" if without_policy else "load").page
        if not without_policy:
            seen.shot(f"harm {request.node.callspec.id}".replace("/", "-"))
        found = page.evaluate(LOOSE)
        assert found["harm"] == "undefined"
        assert [name for name in found["tags"] if not ALLOWED.fullmatch(name)] == []
        assert found["handlers"] == []
        assert [one for one in found["addresses"] if re.match(r"(?!https?:|mailto:)[^/?#]*:", one)] == []
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.content())
        assert (seen.complaints, seen.elsewhere) == ([], [])
        assert seen.overflow <= 0
        assert page.url == f"{harmful}/{path}"


def test_what_people_typed_is_shown_as_they_typed_it(browser, harmful):
    with visit(browser, harmful) as seen:
        text = seen.to("incidents/1.html").page.inner_text("body")
        for harm in (
            stories.HARM[0],
            stories.HARM[0].replace("1", "6"),
            "[a](javascript:window.harm=7)",
            r"\u202etxt.exe",
        ):
            assert harm in text


@pytest.mark.parametrize("path", ["", "incidents/1.html", "incidents/8.html"])
def test_what_people_typed_leaves_a_page_open_to_every_reader(browser, harmful, path):
    with visit(browser, harmful, PHONE) as seen:
        assert seen.to(path).faults == []
