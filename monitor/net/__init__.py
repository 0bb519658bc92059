"""The one guarded way to the network: where we may connect, how much, how often.

Fetching and webhooks both go through `monitor.net.client.Client`; nothing else opens a connection.
"""
