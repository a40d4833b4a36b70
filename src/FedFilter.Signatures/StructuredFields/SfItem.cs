namespace FedFilter.Signatures.StructuredFields;

/// <summary>A token, kept apart from a string (RFC 9651, section 3.3.4).</summary>
internal sealed record SfToken(string Text);

/// <summary>A parameter: its value is a long, decimal, string, <see cref="SfToken"/>, byte[] or bool.</summary>
internal sealed record SfParameter(string Key, object Value);

/// <summary>An item with its parameters (RFC 9651, section 3.3).</summary>
internal sealed record SfItem(object Value, IReadOnlyList<SfParameter> Parameters);

/// <summary>An inner list with its parameters (RFC 9651, section 3.1.1).</summary>
internal sealed record SfInnerList(IReadOnlyList<SfItem> Items, IReadOnlyList<SfParameter> Parameters);

/// <summary>A member of a dictionary: one of the two is set (RFC 9651, section 3.2).</summary>
internal sealed record SfMember(string Key, SfItem? Item, SfInnerList? List);
