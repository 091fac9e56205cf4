package shapes.equals_trimmed

allow if input.resource.properties.status == trim_space("  open ")
