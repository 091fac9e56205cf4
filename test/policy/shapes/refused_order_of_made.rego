# refused: collections that depend on the row are compared
package shapes.refused_order_of_made

allow if [input.resource.properties.owner] < [input.resource.properties.name]
