"""Prints each change of status that is posted to this machine: SECRET verifies it, PORT is where it listens."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError


class Recepteur(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            event = Webhook(os.environ["SECRET"]).verify(body, dict(self.headers))
        except WebhookVerificationError:
            self.send_response(400)
        else:
            print(event["id"], event["subject"], event["data"]["statut"], flush=True)
            self.send_response(204)
        self.end_headers()


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Recepteur).serve_forever()
