"""A client that was published for Statuspage, run over a site of ours."""

import json
import subprocess
import sys

from prometheus_client.parser import text_string_to_metric_families


def exported(home, folder):
    """What statuspage-prometheus-exporter makes of a site, run once: its metrics by name, as (labels, value).

    home: the address of the site; folder: where it may keep its files.
    """
    services = {"ours": {"name": "ours", "url": f"{home}/api/v2/summary.json"}}
    (folder / "services.json").write_text(json.dumps(services))
    env = {"RUN_MODE": "once", "METRICS_TEXTFILE_PATH": "metrics", "PATH": ""}
    command = [sys.executable, "-m", "statuspage_prometheus_exporter.status_monitoring"]
    done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    found = {}
    for family in text_string_to_metric_families((folder / "metrics").read_text()):
        found[family.name] = [(one.labels, one.value) for one in family.samples]
    return found
