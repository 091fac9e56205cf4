package shapes.tautology

allow if input.resource.properties.status == "open"

allow if not input.resource.properties.status == "open"
