package shapes.order_of_unicode

allow if input.resource.properties.name < "é"
