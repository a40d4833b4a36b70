using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace FedFilter.Tests.Freeze;

/// <summary>
/// The log's events: id, name, level and message template. A <c>-</c> marks an id that is derived from the name. Log lines show the category and the
/// id.
/// </summary>
public sealed class LogEventTests
{
    [Fact]
    public void the_events_of_the_log_are_as_approved()
    {
        var events = Surface.Assemblies.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(found => found.Message is not null)
            .Select(found => $"{Id(found.Message!)} {found.Message!.EventName ?? found.Method.Name} {found.Message.Level} {found.Message.Message}")
            .Order(StringComparer.Ordinal);

        Approved.Lines("log-events.txt", events);
    }

    [Fact]
    public void the_categories_of_the_log_are_as_approved() =>
        Approved.Lines("log-categories.txt", Surface.Assemblies.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.ParameterType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ILogger<>))
            .Select(type => type.GenericTypeArguments[0].FullName!)
            .Distinct()
            .Order(StringComparer.Ordinal));

    private static string Id(LoggerMessageAttribute message) => message.EventId < 0 ? "-" : message.EventId.ToString(CultureInfo.InvariantCulture);
}
