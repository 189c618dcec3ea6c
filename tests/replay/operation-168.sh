#!/usr/bin/env bash
# A hosting provider's outage, typed as it happened. $1: a folder with the texts of its page, 01 to 14.
set -euo pipefail
export INCIDENT_TZ=Europe/Paris INCIDENT_DATE_ORDER=mdy
texts=$1

incident open -s http6 -t "02/10/2014 10:05 a.m." --number 168 --label Operation
incident update -t "02/10/2014 10:13 a.m." -F "$texts/01"
incident update -t "02/10/2014 10:22 a.m." -F "$texts/02" -s http6=up
incident update -t "02/10/2014 10:26 a.m." -F "$texts/03" -s http6=down
incident update -t "02/10/2014 10:39 a.m." -F "$texts/04" --guess
incident update -t "02/10/2014 10:57 a.m." -F "$texts/05"
incident update -t "02/10/2014 12:08 p.m." -F "$texts/06"
incident update -t "02/10/2014 12:32 p.m." -F "$texts/07"
incident update -t "02/10/2014 12:39 p.m." -F "$texts/08" -S identified
incident update -t "02/10/2014 12:53 p.m." -F "$texts/09"
incident update -t "02/10/2014 1:13 p.m." -F "$texts/10"
incident update -t "02/10/2014 1:40 p.m." -F "$texts/11"
incident update -t "02/10/2014 1:58 p.m." -F "$texts/12" -s http6=up -S monitoring
incident close -t "02/10/2014 3:05 p.m." -F "$texts/13" --residual "RAID degraded"
incident postmortem 168 -F "$texts/14" -t "02/10/2014 7:38 p.m." --publish
incident edit 168 --impact-start "02/10/2014 9:45 a.m."
incident edit 168.4 --retract "It was the configuration of the server itself"
