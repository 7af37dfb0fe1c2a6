"""The web pages: what every role does in a browser, over the APIs of the services."""
