"""`incident template show`."""


def test_the_file_as_it_stands(incident):
    folder = incident.folder / ".config" / "incident" / "templates"
    folder.mkdir(parents=True)
    content = "# {servers}: no service\n\n{{x}} {state}\n"
    (folder / "outage.md").write_text(content)
    assert incident("template", "show", "outage").done == content
    assert incident("template", "show", "outage", "--json").json == {
        "schema": 1,
        "template": {
            "name": "outage",
            "path": str(folder / "outage.md"),
            "title": "{servers}: no service",
            "text": "{{x}} {state}",
            "fields": ["servers", "state"],
        },
    }


def test_one_that_is_not_there_is_3(incident):
    incident("template", "show", "outage").failed(3, 'there is no template "outage"', "write it: ")
    incident("template", "show", "../x").failed(2, "is not the name of a template")
