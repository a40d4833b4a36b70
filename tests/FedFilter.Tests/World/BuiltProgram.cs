using System.Diagnostics;

namespace FedFilter.Tests.World;

/// <summary>The built program, started as a user starts it, to its end.</summary>
internal static class BuiltProgram
{
    public static Task<(int Code, string Output, string Error)> RunAsync(string folder, params string[] arguments) => RunAsync(folder, null, arguments);

    /// <param name="folder">Where it is started.</param>
    /// <param name="setting">A variable of its environment.</param>
    /// <param name="arguments">The command.</param>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string folder, (string Name, string Value)? setting, string[] arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var program = Path.Combine(AppContext.BaseDirectory, "fedfilter.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (setting is { } variable)
            start.Environment[variable.Name] = variable.Value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }
}
