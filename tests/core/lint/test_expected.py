"""What `config.toml` may say of cadence and post-mortems, and what it may not."""

from datetime import timedelta

import pytest
from support.make import DEGRADED, DOWN, WEB, incident, opened

from incident_cli.core.lint.expected import LONGEST, Expected, understood
from incident_cli.core.model import Impact, Severity
from incident_cli.errors import Usage

MINUTE = timedelta(minutes=1)


def test_without_tables_the_defaults_hold():
    assert understood({}) == Expected()


@pytest.mark.parametrize(
    ("severity", "minutes"), [("SEV1", 30), ("SEV2", 60), ("SEV3", 240), ("SEV5", 240), (None, 240)]
)
def test_the_cadence_is_that_of_the_severity(severity, minutes):
    given = {"severity": Severity(severity)} if severity else {}
    assert Expected().silence(incident(opened(**given))) == minutes * MINUTE


def test_a_cadence_of_the_file_replaces_that_one_alone():
    said = understood({"cadence": {"sev1": "10m", "SEV3": "2h", "default": "1d"}})
    assert said.cadence == {
        "SEV1": 10 * MINUTE,
        "SEV2": 60 * MINUTE,
        "SEV3": 120 * MINUTE,
        "default": timedelta(days=1),
    }


@pytest.mark.parametrize(
    ("header", "needs"),
    [
        ({"severity": Severity.SEV1}, True),
        ({"severity": Severity.SEV2}, True),
        ({"severity": Severity.SEV3}, False),
        ({}, True),
        ({"states": ((WEB, DEGRADED),)}, False),
        ({"states": ((WEB, DEGRADED),), "severity": Severity.SEV1}, True),
        ({"states": ((WEB, DOWN),), "impact": Impact.MINOR}, False),
    ],
)
def test_a_severity_decides_about_the_post_mortem_and_the_impact_where_there_is_none(header, needs):
    assert Expected().document(incident(opened(**header))) is needs


def test_severities_and_impacts_are_told_apart_and_none_turns_it_off():
    said = understood({"postmortem": {"due": "2d", "for": ["1", "sev-3", "major"]}})
    assert (said.due, said.severities, said.impacts) == (
        timedelta(days=2),
        (Severity.SEV1, Severity.SEV3),
        (Impact.MAJOR,),
    )
    none = understood({"postmortem": {"for": []}})
    assert not none.document(incident(opened(severity=Severity.SEV1)))


def test_a_length_beyond_a_century_is_a_century():
    assert understood({"check": {"closed": "99999999w"}}).closed == LONGEST


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"cadence": 3}, "cadence is not a table"),
        ({"cadence": {"SEV1": 30}}, "[cadence] SEV1 is not a length of time in quotes"),
        ({"cadence": {"SEV9": "3m"}}, '[cadence] has no "SEV9"'),
        ({"cadence": {"default": "1:30"}}, "[cadence] default: cannot read"),
        ({"cadence": {"default": "0m"}}, "[cadence] default: cannot read"),
        ({"postmortem": {"due": True}}, "[postmortem] due is not"),
        ({"postmortem": {"when": "5d"}}, '[postmortem] has no "when"'),
        ({"postmortem": {"for": "SEV1"}}, "[postmortem] for is not a list"),
        ({"postmortem": {"for": [1]}}, "[postmortem] for is not a list"),
        ({"postmortem": {"for": ["SEV8"]}}, '[postmortem] for: "SEV8" is no severity and no impact'),
        ({"check": {"closed": "999999999w"}}, "[check] closed: "),
        ({"check": []}, "check is not a table"),
    ],
)
def test_what_cannot_be_meant_is_refused(tables, said):
    with pytest.raises(Usage) as refused:
        understood(tables)
    assert refused.value.message.startswith(said)
    assert refused.value.hints
