"""Changes as signed webhooks (Standard Webhooks)."""
