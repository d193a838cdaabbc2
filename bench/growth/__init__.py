"""How well growth forecasts, dates milestones and notices events, on series whose truth is known."""
