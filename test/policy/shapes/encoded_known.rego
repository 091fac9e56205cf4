package shapes.encoded_known

allow if input.resource.properties.name == base64.encode(input.subject.id)
