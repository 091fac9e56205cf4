# refused: collections that depend on the row are compared
package shapes.set_of_field

allow if {input.resource.properties.owner} == {input.subject.id}
