package shapes.function_array_pattern

same([a, b]) if a == b

allow if same([input.resource.properties.owner, input.subject.id])
