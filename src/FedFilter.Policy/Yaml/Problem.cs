namespace FedFilter.Policy.Yaml;

/// <summary>Something wrong in a file.</summary>
/// <param name="Place">Where.</param>
/// <param name="Text">What is wrong, and what would be right.</param>
public sealed record Problem(Place Place, string Text)
{
    /// <summary><c>file:line:column: text</c>.</summary>
    public override string ToString() => $"{Place}: {Text}";
}
