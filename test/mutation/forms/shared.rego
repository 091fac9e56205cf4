package shared

deep.owner := input.resource.properties.owner
