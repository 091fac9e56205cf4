package shapes.helper_function

owned(resource, user) if resource.properties.owner == user

allow if owned(input.resource, input.subject.id)
