namespace FedFilter.Policy.Compilation;

/// <summary>The form of names that end up in answers and logs.</summary>
internal static class Names
{
    /// <summary>Lower-case ASCII words joined by single hyphens.</summary>
    public static bool IsKebab(string text) =>
        text.Length is > 0 and <= 64
        && text.Split('-').All(word => word.Length > 0 && word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));
}
