"""Templates: what is a field, what a brace, and that nothing half filled gets out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core.template import FIELDS, Template, fields, filled, parsed
from incident_cli.errors import Usage

VALUES = {"server": "web1", "state": "down", "severity": ""}


def fill(text, values=VALUES, line=1):
    return filled(Template("outage", "", text), text, values, line)


@pytest.mark.parametrize(
    ("content", "title", "text", "line"),
    [
        ("# {server} is down\n\nWe see it.\n", "{server} is down", "We see it.", 3),
        ("# One\nTwo\n\n", "One", "Two", 2),
        ("# One", "One", "", 2),
        ("One\n# Two\n", "", "One\n# Two", 1),
        ("#One\n", "", "#One", 1),
        ("# \nOne\n", "", "# \nOne", 1),
        ("\n# One\n", "", "\n# One", 1),
        ("", "", "", 1),
    ],
)
def test_a_first_line_with_a_heading_is_the_title(content, title, text, line):
    assert parsed("x", content) == Template("x", title, text, line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{server} is {state}", "web1 is down"),
        ("{{server}} {{{server}}}", "{server} {web1}"),
        ("no fields } at all", "no fields } at all"),
        ("{{}}", "{}"),
        ("", ""),
    ],
)
def test_fields_are_filled_and_double_braces_are_braces(text, said):
    assert fill(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x\ny {sever}", "template outage, line 2: there is no field {sever}"),
        ("{Server}", "there is no field {Server}"),
        ("{ server }", "there is no field { server }"),
        ("{}", "there is no field {}"),
        ("{server!r}", "there is no field {server!r}"),
        ("{server.__class__}", "there is no field {server.__class__}"),
        ("a\nb\n{", "template outage, line 3: a single {"),
        ("{server", "a single {"),
        ("{ser\nver}", "line 1: a single {"),
        ("{severity}", "{severity} has no value here"),
        ("{user}", "{user} has no value here"),
    ],
)
def test_whatever_else_begins_with_a_brace_is_refused(text, said):
    with pytest.raises(Usage) as refused:
        fill(text)
    assert said in refused.value.message
    assert refused.value.message.endswith("; nothing was saved")


def test_a_line_is_counted_from_the_top_of_the_file():
    template = parsed("outage", "# Title\n\n\nfirst\n{oh}\n")
    with pytest.raises(Usage, match="line 5"):
        filled(template, template.text, VALUES, template.line)


def test_a_value_with_braces_is_filled_in_as_it_is():
    assert fill("{server}", {"server": "{state} {{x}}"}) == "{state} {{x}}"


@given(st.text(st.sampled_from("{}ab \n"), max_size=12))
def test_doubled_braces_always_come_back_and_a_text_without_any_stays(text):
    doubled = text.replace("{", "{{").replace("}", "}}")
    assert fill(doubled) == text
    if "{" not in text:
        assert fill(text) == text.replace("}}", "}")


def test_fields_are_named_once_in_order():
    assert fields("{state} {{no}} {server} {state} {odd}") == ["state", "server", "odd"]


def test_every_field_is_explained():
    assert all(FIELDS.values())
