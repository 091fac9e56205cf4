# refused: collections that depend on the row are compared
package shapes.refused_set_of_fields_equal

p contains input.resource.properties.name if input.resource.properties.flag

allow if p == {"a"}
