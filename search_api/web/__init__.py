"""The pages: server-rendered Jinja2, htmx for partial updates, nothing from another host."""
