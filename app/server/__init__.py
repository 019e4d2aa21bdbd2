"""HTTP: headers, session limit, static files, health, metrics, logs, start and stop."""
