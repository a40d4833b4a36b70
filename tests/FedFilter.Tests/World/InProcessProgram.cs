using System.Text;
using FedFilter.Commands;

namespace FedFilter.Tests.World;

/// <summary>Runs commands inside the test process: the same code as <see cref="BuiltProgram"/>, without starting a process for each.</summary>
internal static class InProcessProgram
{
    private static readonly AsyncLocal<(StringWriter Output, StringWriter Error)?> Running = new();

    /// <summary>Tests run in parallel, so each command writes to the writers of its own call.</summary>
    static InProcessProgram()
    {
        Console.SetOut(new PerCallWriter(Console.Out, () => Running.Value?.Output));
        Console.SetError(new PerCallWriter(Console.Error, () => Running.Value?.Error));
    }

    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        Running.Value = (output, error);
        var code = await CommandLine.RunAsync(CommandLine.Root(), arguments);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Writes to the current command's writer, or to the console if no command runs.</summary>
    private sealed class PerCallWriter(TextWriter console, Func<TextWriter?> current) : TextWriter
    {
        public override Encoding Encoding => console.Encoding;

        public override void Write(char value) => (current() ?? console).Write(value);

        public override void Write(char[] buffer, int index, int count) => (current() ?? console).Write(buffer, index, count);

        public override void Write(string? value) => (current() ?? console).Write(value);

        public override void Flush() => (current() ?? console).Flush();
    }
}
