"""The domain: students, supervisors and territories; reading, placing, writing, verifying."""
