namespace FedFilter.Policy.Lists;

/// <summary>A host a line; <c>#</c> begins a comment, empty lines mean nothing.</summary>
internal static class PlainList
{
    public static string? Read(string text, ListReader reader)
    {
        var line = 0;
        foreach (var found in text.AsSpan().EnumerateLines())
        {
            line++;
            var mark = found.IndexOf('#');
            var host = (mark < 0 ? found : found[..mark]).Trim();
            if (!host.IsEmpty)
                reader.Add(line, host.ToString(), severity: null, comment: mark < 0 ? null : found[(mark + 1)..].Trim().ToString());
        }

        return null;
    }
}
