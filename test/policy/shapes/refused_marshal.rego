# refused: json.marshal is given something that depends on the row
package shapes.refused_marshal

allow if json.marshal(input.resource.properties.name) == "1"
