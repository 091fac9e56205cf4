package shapes.object_get_known

allow if object.get(data.owners, input.resource.id, "nobody") == input.subject.id
