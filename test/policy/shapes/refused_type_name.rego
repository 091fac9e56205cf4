# refused: type_name is given something that depends on the row
package shapes.refused_type_name

allow if type_name(input.resource.properties.price) == "number"
