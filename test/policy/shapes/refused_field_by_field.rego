# refused: a field of the row is indexed by something else than a name
package shapes.refused_field_by_field

allow if input.resource.properties[input.resource.properties.name] == 1
