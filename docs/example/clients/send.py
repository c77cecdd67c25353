"""With the client that openapi-python-client makes of the hub's document: reports an event and reads its letter. send.py URL KEY"""
import sys
import time

from fumibako_api_client import AuthenticatedClient
from fumibako_api_client.api.default import get_letter, report_events
from fumibako_api_client.models import EventAnswer, Letter, Ras2DeclarationRefused

url, key = sys.argv[1:3]
hub = AuthenticatedClient(base_url=url, token=key)

event = Ras2DeclarationRefused.from_dict(
    {
        "specversion": "1.0",
        "id": f"python-{time.time_ns()}",
        "source": "/example/python",
        "type": "ras2.declaration.refused",
        "subject": "example-python",
        "data": {"recipients": {"filer": {"email": "filer@example.jp", "name": "見本 花子", "language": "ja"}}},
    }
)

answer = report_events.sync(client=hub, body=event)
assert isinstance(answer, EventAnswer), answer
letter = get_letter.sync(client=hub, id=answer.letters[0].id)
assert isinstance(letter, Letter), letter
print(f"python: {letter.type_} to {letter.to} is {letter.state}")
