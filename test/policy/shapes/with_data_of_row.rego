package shapes.with_data_of_row

kind if data.flags.strict == "open"

allow if kind with data.flags.strict as input.resource.properties.status
