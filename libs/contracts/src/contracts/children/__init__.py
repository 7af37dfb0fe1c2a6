"""Hostile files are opened in child processes: bounded memory and time, no network, no file, no secret.

A service writes a module of tasks that ends with `serve_tasks`, and asks a `Pool` of children that run it. A child that
dies or falls silent over a file is replaced, and the file is given up after a few tries.
"""
