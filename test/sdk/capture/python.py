"""Sends one event in each mode with the official CloudEvents SDK for Python (pip install cloudevents requests): python.py URL KEY."""
import sys
from datetime import datetime, timedelta, timezone

import requests
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

url, key = sys.argv[1:3]


def event(name):
    return CloudEvent(
        attributes={
            "id": name,
            "source": "/rasens/python",
            "type": "ras2.declaration.refused",
            "specversion": "1.0",
            "subject": f"python {name}",
            "time": datetime(2025, 11, 20, 9, 59, tzinfo=timezone(timedelta(hours=9))),
            "datacontenttype": "application/json",
            "partitionkey": "区分-1",
        },
        data={"recipients": {"filer": {"email": "filer@example.co.jp", "name": "見本 花子"}}},
    )


for write, name in ((to_binary_event, "python-binary"), (to_structured_event, "python-structured")):
    message = write(event(name))
    requests.post(url, data=message.body, headers={**message.headers, "Authorization": f"Bearer {key}"})
