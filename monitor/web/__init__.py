"""What can be asked over HTTP: the published files, health, metrics. Light to import."""
