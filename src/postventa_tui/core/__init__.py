"""The rules and verbs of after-sales service, one package a feature."""
