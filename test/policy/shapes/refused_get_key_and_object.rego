# refused: object.get looks something up that depends on the row
package shapes.refused_get_key_and_object

allow if object.get(input.resource.properties, input.resource.properties.name, "x") == "u1"
