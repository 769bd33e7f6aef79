"""Many runs of the domain side by side, for planners."""
