"""The closed lists that events and APIs speak: a code and its official label, no rule.

Closed for writers, open for readers: on the wire these are plain strings, so that a new row here never turns into
dead letters in a reader that is one deployment behind.
"""
