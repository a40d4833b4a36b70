namespace FedFilter.Tests.World;

internal static class TestFolder
{
    /// <summary>
    /// Deletes it with all that is in it, though something comes into it meanwhile: what a program does in the background may end after it,
    /// and leave a file of the store.
    /// </summary>
    public static Task DeleteAsync(string folder) => Eventually.HoldsAsync(() =>
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return Task.FromResult(false);
        }

        return Task.FromResult(true);
    });

    /// <summary>Writes a file as an editor does: beside, then into its place, so that nobody reads half of it.</summary>
    public static async Task WriteAsync(string file, string text)
    {
        await File.WriteAllTextAsync(file + "~", text, TestContext.Current.CancellationToken);
        File.Move(file + "~", file, overwrite: true);
    }
}
