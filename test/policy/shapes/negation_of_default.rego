package shapes.negation_of_default

default listed := false

listed if input.resource.properties.status in data.public

allow if not listed
