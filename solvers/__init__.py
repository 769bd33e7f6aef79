"""The optimisation core: agents, options, resources and tiers. It knows no domain."""
