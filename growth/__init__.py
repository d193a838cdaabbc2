"""Computes: readings, series, baselines, pace, milestones, anomalies, rules, alert life and digest facts. Pure."""
